import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { Env } from '../config/env.js';
import { MailModule } from '../mail/mail.module.js';
import { AccountLinks } from './account-links.service.js';
import { Passwords } from './passwords.service.js';
import { UserRolesController } from './user-roles.controller.js';
import { UserRolesService } from './user-roles.service.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [
    MailModule,
    JwtModule.registerAsync({
      inject: [Env],
      useFactory: ({ JWT_SECRET: secret, JWT_ISSUER: issuer }: Env) => ({
        secret,
        signOptions: { algorithm: 'HS256', issuer },
        verifyOptions: { algorithms: ['HS256'], issuer },
      }),
    }),
  ],
  controllers: [UsersController, UserRolesController],
  providers: [Passwords, AccountLinks, UsersService, UserRolesService],
  exports: [JwtModule, Passwords, AccountLinks, UsersService],
})
export class UsersModule {}
