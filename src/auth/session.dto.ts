import { ApiProperty } from '@nestjs/swagger';
import { PageOf } from '../http/page.dto.js';

/** An open session, as its user sees it. */
export class SessionDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, nullable: true, example: '192.0.2.7', description: 'Where it was opened from.' })
  ip!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Mozilla/5.0' })
  userAgent!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  lastRefreshedAt!: Date;

  @ApiProperty({ format: 'date-time' })
  expiresAt!: Date;

  @ApiProperty({ description: 'The session that asks.' })
  current!: boolean;
}

export class SessionPageDto extends PageOf(SessionDto) {}
