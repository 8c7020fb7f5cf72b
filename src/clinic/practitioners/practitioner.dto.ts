import { ApiProperty } from '@nestjs/swagger';
import { Profession } from '../../generated/prisma/enums.js';

/** A practitioner as the staff sees him. */
export class PractitionerDto {
  @ApiProperty({
    format: 'uuid',
    example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60',
    description: 'Also the id of his user.',
  })
  id!: string;

  @ApiProperty({ example: 'Dr. Ana Lindqvist' })
  name!: string;

  @ApiProperty({ enum: Profession, enumName: 'Profession', example: 'DOCTOR' })
  profession!: Profession;

  @ApiProperty({ example: 'CRM-SP 123456' })
  registrationNumber!: string;

  @ApiProperty({ type: String, isArray: true, example: ['Cardiology'] })
  specialties!: string[];

  @ApiProperty({ type: String, nullable: true, example: 'São Paulo' })
  site!: string | null;

  @ApiProperty({ description: 'Whether he treats here now: his user is active and has the role DOCTOR.' })
  active!: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: Date;
}

export const PRACTITIONER_COLUMNS = {
  id: true,
  name: true,
  profession: true,
  registrationNumber: true,
  specialties: true,
  site: true,
  createdAt: true,
  updatedAt: true,
  user: { select: { active: true, deletedAt: true, roles: true } },
} as const;

export type PractitionerRow = Omit<PractitionerDto, 'active'> & {
  user: { active: boolean; deletedAt: Date | null; roles: string[] };
};

export function toPractitioner({ user, ...row }: PractitionerRow): PractitionerDto {
  return { ...row, active: user.active && !user.deletedAt && user.roles.includes('DOCTOR') };
}
