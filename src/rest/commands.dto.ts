import { ApiProperty } from '@nestjs/swagger';

/** One command, for the list of them. */
export class CommandSummary {
  @ApiProperty({ example: 'list_jobs' })
  readonly name: string = '';

  @ApiProperty()
  readonly summary: string = '';
}

/** All commands of a process by name. */
export class CommandList {
  @ApiProperty({ type: [CommandSummary] })
  readonly commands: readonly CommandSummary[] = [];
}
