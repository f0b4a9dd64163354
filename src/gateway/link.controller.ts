import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Allow } from '../auth/auth.decorators.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { LinkDto } from './gateway.dto.js';
import { LinkService } from './link.service.js';

/** The node's link to its hub, for its operator. */
@ApiTags('link')
@ApiBearerAuth()
@Allow('operator')
@Controller('api/v1/link')
export class LinkController {
  constructor(private readonly link: LinkService) {}

  @Get()
  @ApiOperation({ summary: 'Shows how the link to the hub is doing.' })
  @ApiOkResponse({ type: LinkDto })
  show(): LinkDto {
    const status = this.link.status();
    if (!status) throw new ProtocolError('CONFLICT', 'The link has not been opened yet');
    return { ...status, since: new Date(status.since).toISOString() };
  }

  @Post('connect')
  @HttpCode(200)
  @ApiOperation({ summary: 'Connects at once, and takes work again after a drain.' })
  @ApiOkResponse({ type: LinkDto })
  connect(): LinkDto {
    this.link.connect();
    return this.show();
  }

  @Post('disconnect')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ends the connection until it is asked for again; running jobs go on.' })
  @ApiOkResponse({ type: LinkDto })
  disconnect(): LinkDto {
    this.link.disconnect();
    return this.show();
  }

  @Post('drain')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes no new workflows; running ones go on.' })
  @ApiOkResponse({ type: LinkDto })
  drain(): LinkDto {
    this.link.drain();
    return this.show();
  }
}
