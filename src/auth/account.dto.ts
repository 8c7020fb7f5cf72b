import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { Email, NewPassword, PersonName } from '../users/user-body.dto.js';

export class RegisterDto {
  @Email()
  email!: string;

  @PersonName()
  name!: string;

  @NewPassword()
  password!: string;
}

export class BootstrapDto extends RegisterDto {
  @ApiProperty({
    description: 'The one-time token that the server printed when it started without an administrator.',
    example: 'hF3k…',
  })
  @IsString()
  @Length(1, 100)
  token!: string;
}

export class LinkDto {
  @ApiProperty({ description: 'The token from the link in the mail.', example: 'eyJhbGciOi…' })
  @IsString()
  @Length(1, 2_000)
  token!: string;
}

export class SetPasswordDto extends LinkDto {
  @NewPassword()
  password!: string;
}

export class ForgottenPasswordDto {
  @Email()
  email!: string;
}

export class ChangePasswordDto {
  @ApiProperty({ example: 'my password until now', format: 'password' })
  @IsString()
  @Length(1, 256)
  currentPassword!: string;

  @NewPassword()
  newPassword!: string;
}

/** For answers that have nothing to show but what happens next. */
export class NoticeDto {
  @ApiProperty({ example: 'If the address can be used, a mail with a link is on its way' })
  message!: string;
}
