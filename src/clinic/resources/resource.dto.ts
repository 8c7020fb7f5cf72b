import { ApiProperty } from '@nestjs/swagger';
import { ResourceKind } from '../../generated/prisma/enums.js';

const nullable = { type: String, nullable: true } as const;

export class ResourceDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  id!: string;

  @ApiProperty({ enum: ResourceKind, enumName: 'ResourceKind', example: 'ROOM' })
  kind!: ResourceKind;

  @ApiProperty({ example: 'Room 1' })
  name!: string;

  @ApiProperty({ ...nullable, example: 'São Paulo' })
  site!: string | null;

  @ApiProperty({ ...nullable, example: 'Ground floor, wheelchair access' })
  description!: string | null;

  @ApiProperty({ type: Number, nullable: true, example: 4, description: 'How many people fit in or use it at a time.' })
  capacity!: number | null;

  @ApiProperty({ example: true, description: 'False of what is broken or closed.' })
  inService!: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: Date;
}

export const RESOURCE_COLUMNS = {
  id: true,
  kind: true,
  name: true,
  site: true,
  description: true,
  capacity: true,
  inService: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Record<keyof ResourceDto, true>;
