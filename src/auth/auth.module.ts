import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { UsersModule } from '../users/users.module.js';
import { AccessGuard } from './access.guard.js';
import { AccessTokenStrategy } from './access-token.strategy.js';
import { AccountController } from './account.controller.js';
import { AuthController } from './auth.controller.js';
import { Bootstrap } from './bootstrap.service.js';
import { LoginService } from './login.service.js';
import { PasswordCheck } from './password-check.service.js';
import { PasswordThrottle } from './password-throttle.service.js';
import { PasswordService } from './password.service.js';
import { RefreshService } from './refresh.service.js';
import { RegistrationService } from './registration.service.js';
import { SessionReader } from './session-reader.service.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';

@Module({
  imports: [UsersModule],
  controllers: [AuthController, SessionsController, AccountController],
  providers: [
    AccessTokenStrategy,
    SessionReader,
    SessionsService,
    PasswordThrottle,
    PasswordCheck,
    LoginService,
    RefreshService,
    PasswordService,
    RegistrationService,
    Bootstrap,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Bootstrap],
})
export class AuthModule {}
