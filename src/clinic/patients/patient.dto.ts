import { ApiProperty, OmitType } from '@nestjs/swagger';
import { Sex } from '../../generated/prisma/enums.js';
import { dayOf } from './birth-date.js';

const nullable = { type: String, nullable: true } as const;

/** A patient as the API shows him to whoever may open his record. */
export class PatientDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  id!: string;

  @ApiProperty({ example: 'Ana Souza' })
  fullName!: string;

  @ApiProperty({ format: 'date', example: '1984-03-09' })
  birthDate!: string;

  @ApiProperty({ enum: Sex, enumName: 'Sex', example: 'FEMALE' })
  sex!: Sex;

  @ApiProperty({ ...nullable, example: '123.456.789-09' })
  documentNumber!: string | null;

  @ApiProperty({ ...nullable, example: '+55 11 98765-4321' })
  phone!: string | null;

  @ApiProperty({ ...nullable, example: 'ana.souza@mail.example' })
  email!: string | null;

  @ApiProperty({ ...nullable, example: 'Rua das Flores 12, São Paulo' })
  address!: string | null;

  @ApiProperty({ example: false, description: 'Opens only to whoever states a reason.' })
  restricted!: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: Date;
}

/** A patient in a list: of a restricted one it shows the initials and that he is restricted. */
export class ListedPatientDto extends OmitType(PatientDto, ['birthDate', 'sex']) {
  @ApiProperty({ ...nullable, format: 'date', example: '1984-03-09', description: 'Null of a restricted patient.' })
  birthDate!: string | null;

  @ApiProperty({ enum: Sex, enumName: 'Sex', nullable: true, example: 'FEMALE' })
  sex!: Sex | null;
}

export class PatientStatusDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  id!: string;

  @ApiProperty({ enum: ['ACTIVE', 'DELETED'], example: 'ACTIVE' })
  status!: 'ACTIVE' | 'DELETED';

  @ApiProperty({ example: false })
  restricted!: boolean;

  @ApiProperty({ format: 'date-time', description: 'Of the last change.' })
  updatedAt!: Date;
}

export const PATIENT_COLUMNS = {
  id: true,
  fullName: true,
  birthDate: true,
  sex: true,
  documentNumber: true,
  phone: true,
  email: true,
  address: true,
  restricted: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Record<keyof PatientDto, true>;

/** A row with these columns. */
export type PatientRow = Omit<PatientDto, 'birthDate'> & { birthDate: Date };

export function toPatient(row: PatientRow): PatientDto {
  return { ...row, birthDate: dayOf(row.birthDate) };
}

export function toListedPatient(row: PatientRow): ListedPatientDto {
  return row.restricted ? masked(row) : toPatient(row);
}

/** Enough to recognise whom one looks for, and nothing else; the record itself opens with a reason. */
function masked({ id, fullName, restricted, createdAt, updatedAt }: PatientRow): ListedPatientDto {
  const hidden = { birthDate: null, sex: null, documentNumber: null, phone: null, email: null, address: null };
  return { id, fullName: initialsOf(fullName), ...hidden, restricted, createdAt, updatedAt };
}

/** Ana Souza → A. S. */
export function initialsOf(name: string): string {
  return name.replace(/(\S)\S*/gu, '$1.');
}
