import { Readable } from 'node:stream';

import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';

import { auditLines, recordView } from '../../audit/audit-lines.js';
import { AuditReader } from '../../audit/audit-reader.service.js';
import type { Principal } from '../../auth/auth.contract.js';
import { CurrentPrincipal, NeedsScope } from '../../auth/auth.decorators.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { AuditPageDto, ListAuditQuery } from './audit.dto.js';

const DEFAULT_PAGE = 100;
const LINES = 'application/x-ndjson';

/** Who did what here. */
@ApiTags('audit')
@ApiBearerAuth()
@NeedsScope('admin')
@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly audit: AuditReader) {}

  @Get()
  @ApiOperation({ summary: 'Lists what was done and what was refused, the newest first.' })
  @ApiOkResponse({ type: AuditPageDto })
  async list(@Query() query: ListAuditQuery, @CurrentPrincipal() principal: Principal): Promise<AuditPageDto> {
    forbidBound(principal);
    const { actor, action, target, outcome, before: beforeSeq, limit = DEFAULT_PAGE } = query;
    const filter = {
      actor,
      action,
      target,
      outcome,
      beforeSeq,
      since: timeOf(query.since),
      until: timeOf(query.until),
    };
    const records = await this.audit.list(filter, limit + 1);
    const shown = records.slice(0, limit);
    return { records: shown.map(recordView), next: records.length > limit ? (shown.at(-1)?.seq ?? null) : null };
  }

  @Get('export')
  @ApiOperation({ summary: 'Gives the whole log, the oldest record first, as lines of JSON that can be verified.' })
  @ApiProduces(LINES)
  @ApiOkResponse({ content: { [LINES]: { schema: { type: 'string' } } } })
  async export(@CurrentPrincipal() principal: Principal): Promise<StreamableFile> {
    forbidBound(principal);
    const disposition = 'attachment; filename="audit.ndjson"';
    const { first, last, records } = await this.audit.open();
    return new StreamableFile(Readable.from(auditLines(first, last, records)), { type: LINES, disposition });
  }
}

/** What others did isn't for somebody who acts for some users only. */
const forbidBound = ({ userIds }: Principal): void => {
  if (userIds !== null)
    throw new ProtocolError('FORBIDDEN', 'A token that is bound to users may not see the audit log');
};

const timeOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));
