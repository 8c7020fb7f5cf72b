import { ApiProperty } from '@nestjs/swagger';
import { Role } from '../generated/prisma/enums.js';

/** A user as the API shows him. Queries select these columns, so that nothing else can leave. */
export class UserDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  id!: string;

  @ApiProperty({ example: 'doctor@clinic.example' })
  email!: string;

  @ApiProperty({ example: 'Doctor Example' })
  name!: string;

  @ApiProperty({ enum: Role, enumName: 'Role', isArray: true, example: ['DOCTOR'] })
  roles!: Role[];

  @ApiProperty({ description: 'A user that is not active cannot sign in.' })
  active!: boolean;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null until the address is confirmed.',
  })
  emailVerifiedAt!: Date | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: Date;
}

export const USER_COLUMNS = {
  id: true,
  email: true,
  name: true,
  roles: true,
  active: true,
  emailVerifiedAt: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Record<keyof UserDto, true>;
