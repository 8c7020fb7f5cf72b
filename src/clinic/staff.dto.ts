import { ApiProperty } from '@nestjs/swagger';

/** A member of the staff, as others see who did something. */
export class StaffDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f61' })
  id!: string;

  @ApiProperty({ example: 'Ana Lindqvist' })
  name!: string;
}

export const STAFF_COLUMNS = { id: true, name: true } as const satisfies Record<keyof StaffDto, true>;
