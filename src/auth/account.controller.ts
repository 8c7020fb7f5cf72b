import { Body, Controller, HttpCode, Ip, Post, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import { Audited } from '../audit/index.js';
import { UserDto } from '../users/user.dto.js';
import { BootstrapDto, ForgottenPasswordDto, LinkDto, NoticeDto, RegisterDto, SetPasswordDto } from './account.dto.js';
import { Bootstrap } from './bootstrap.service.js';
import type { IdentifiableRequest } from './identify.js';
import { PasswordService } from './password.service.js';
import { Public } from './public.decorator.js';
import { RegistrationService } from './registration.service.js';

@ApiTags('auth')
@Public()
@Controller('auth')
export class AccountController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly passwords: PasswordService,
    private readonly bootstraps: Bootstrap,
  ) {}

  @Post('register')
  @Audited({ event: 'user.registered', entity: 'User' })
  @HttpCode(202)
  @ApiOperation({
    summary: 'Register',
    description:
      'Where registration is open: makes an account without a role and mails a link that confirms the address. The answer does not tell whether the address is registered already.',
  })
  @ApiAcceptedResponse({ type: NoticeDto })
  @ApiForbiddenResponse({ description: '`registration-closed`.' })
  @ApiTooManyRequestsResponse({ description: '`too-many-attempts`, from this address.' })
  register(@Body() body: RegisterDto, @Req() request: IdentifiableRequest) {
    return this.registrations.register(body, request);
  }

  @Post('verify-email')
  @Audited({ event: 'user.email-verified', entity: 'User', action: 'UPDATE' })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Confirm an address',
    description: 'With the token from the mail. Needed before the first login.',
  })
  @ApiNoContentResponse()
  verifyEmail(@Body() body: LinkDto, @Req() request: IdentifiableRequest) {
    return this.registrations.verifyEmail(body, request);
  }

  @Post('forgot-password')
  @Audited({ event: 'user.password-forgotten', entity: 'User', action: 'UPDATE' })
  @HttpCode(202)
  @ApiOperation({
    summary: 'Ask for a link to choose a new password',
    description: 'The answer does not tell whether the address is registered.',
  })
  @ApiAcceptedResponse({ type: NoticeDto })
  @ApiTooManyRequestsResponse({ description: '`too-many-attempts`, from this address.' })
  forgotPassword(@Body() body: ForgottenPasswordDto, @Ip() ip: string) {
    return this.passwords.forgotten(body, ip);
  }

  @Post('set-password')
  @Audited({ event: 'user.password-changed', entity: 'User', action: 'UPDATE' })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Choose a password',
    description: 'With the token from the mail, which works once. Ends all sessions of the user.',
  })
  @ApiNoContentResponse()
  setPassword(@Body() body: SetPasswordDto, @Req() request: IdentifiableRequest) {
    return this.passwords.set(body, request);
  }

  @Post('bootstrap')
  @Audited({ event: 'user.first-admin-created', entity: 'User' })
  @ApiOperation({
    summary: 'Create the first administrator',
    description: 'With the one-time token that the server printed. Refused as soon as there is an administrator.',
  })
  @ApiCreatedResponse({ type: UserDto })
  @ApiForbiddenResponse({ description: '`bootstrap-refused`: not the token, or there is an administrator.' })
  bootstrap(@Body() body: BootstrapDto, @Req() request: IdentifiableRequest) {
    return this.bootstraps.redeem(body, request);
  }
}
