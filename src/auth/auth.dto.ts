import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { Email } from '../users/user-body.dto.js';
import { UserDto } from '../users/user.dto.js';

export class LoginDto {
  @Email('doctor@demo.custodia.example')
  email!: string;

  @ApiProperty({ format: 'password', example: 'the one that npm start printed' })
  @IsString()
  @Length(1, 256)
  password!: string;
}

export class RefreshDto {
  @ApiProperty({ description: 'The refreshToken of the last login or refresh.', example: 'AZevo8Vt…' })
  @IsString()
  @Length(1, 200)
  refreshToken!: string;
}

export class TokensDto {
  @ApiProperty({ description: 'Send it as "Authorization: Bearer …".' })
  accessToken!: string;

  @ApiProperty({ description: 'Good for one POST /api/auth/refresh, which answers with the next one.' })
  refreshToken!: string;

  @ApiProperty({ description: 'Seconds until the access token expires.', example: 600 })
  expiresIn!: number;
}

export type Tokens = Pick<TokensDto, keyof TokensDto>;

export class SignedInDto extends TokensDto {
  @ApiProperty({ type: UserDto })
  user!: UserDto;
}
