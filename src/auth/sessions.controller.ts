import { Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../audit/index.js';
import { PageQuery } from '../http/page.dto.js';
import { NoticeDto } from './account.dto.js';
import { Authenticated } from './authenticated.decorator.js';
import { CurrentUser } from './current-user.decorator.js';
import { SessionPageDto } from './session.dto.js';
import { SessionsService } from './sessions.service.js';
import type { SignedIn } from './signed-in.js';

@ApiTags('auth')
@ApiBearerAuth()
@Authenticated()
@Controller('auth')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Post('logout')
  @Audited({ event: 'session.logout', entity: 'Session', action: 'DELETION' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign out', description: 'Ends this session: both of its tokens are refused from now on.' })
  @ApiOkResponse({ type: NoticeDto })
  logout(@CurrentUser() user: SignedIn) {
    return this.sessions.logout(user);
  }

  @Get('sessions')
  @Audited({ event: 'session.listed', entity: 'Session' })
  @ApiOperation({ summary: 'List your open sessions', description: 'The newest first.' })
  @ApiOkResponse({ type: SessionPageDto })
  list(@CurrentUser() user: SignedIn, @Query() query: PageQuery) {
    return this.sessions.list(user, query);
  }

  @Delete('sessions/:id')
  @Audited({ event: 'session.revoked', entity: 'Session' })
  @HttpCode(204)
  @ApiOperation({ summary: 'End one of your sessions', description: 'On a device you lost, for example.' })
  @ApiNoContentResponse()
  end(@CurrentUser() user: SignedIn, @Param('id', ParseUUIDPipe) id: string) {
    return this.sessions.end(user, id, 'revoked');
  }
}
