import { Body, Controller, Get, HttpCode, Ip, Post, Req } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { Audited } from '../audit/index.js';
import { UserDto } from '../users/user.dto.js';
import { UsersService } from '../users/users.service.js';
import { ChangePasswordDto } from './account.dto.js';
import { LoginDto, RefreshDto, SignedInDto, TokensDto } from './auth.dto.js';
import { Authenticated } from './authenticated.decorator.js';
import { CurrentUser } from './current-user.decorator.js';
import type { IdentifiableRequest } from './identify.js';
import { LoginService } from './login.service.js';
import { PasswordService } from './password.service.js';
import { Public } from './public.decorator.js';
import { RefreshService } from './refresh.service.js';
import type { SignedIn } from './signed-in.js';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly logins: LoginService,
    private readonly refreshes: RefreshService,
    private readonly passwords: PasswordService,
    private readonly users: UsersService,
  ) {}

  @Post('login')
  @Audited({ event: 'session.login', entity: 'Session' })
  @Public()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sign in',
    description: 'Opens a session. An unknown email and a wrong password get the same answer in the same time.',
  })
  @ApiOkResponse({ type: SignedInDto })
  @ApiUnauthorizedResponse({ description: '`invalid-credentials`, `account-inactive`, or `email-not-verified`.' })
  @ApiTooManyRequestsResponse({ description: '`too-many-attempts`, for this address and account.' })
  login(@Body() body: LoginDto, @Req() request: IdentifiableRequest) {
    return this.logins.login(body, request);
  }

  @Post('refresh')
  @Audited({ event: 'session.refreshed', entity: 'Session', action: 'UPDATE' })
  @Public()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Exchange a refresh token',
    description: 'Each refresh token works once. One that comes a second time ends its session.',
  })
  @ApiOkResponse({ type: TokensDto })
  @ApiUnauthorizedResponse({ description: '`token-invalid`, or `session-ended`.' })
  refresh(@Body() { refreshToken }: RefreshDto, @Req() request: IdentifiableRequest) {
    return this.refreshes.refresh(refreshToken, request);
  }

  @Get('me')
  @Audited({ event: 'user.viewed-self', entity: 'User' })
  @Authenticated()
  @ApiBearerAuth()
  @ApiOperation({ summary: 'View yourself', description: 'The user of the session, as he is now.' })
  @ApiOkResponse({ type: UserDto })
  me(@CurrentUser() user: SignedIn) {
    return this.users.view(user.id);
  }

  @Post('password')
  @Audited({ event: 'user.password-changed', entity: 'User', action: 'UPDATE' })
  @Authenticated()
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Change your password', description: 'This session stays; all your other sessions end.' })
  @ApiNoContentResponse()
  @ApiForbiddenResponse({ description: '`wrong-password`: the current one.' })
  @ApiTooManyRequestsResponse({ description: '`too-many-attempts`, for this address and account.' })
  changePassword(@CurrentUser() user: SignedIn, @Body() body: ChangePasswordDto, @Ip() ip: string) {
    return this.passwords.change(user, body, ip);
  }
}
