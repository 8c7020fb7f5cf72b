import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsEnum, IsIn, IsString, Length } from 'class-validator';
import { Role } from '../generated/prisma/enums.js';
import { PageOf, PageQuery } from '../http/page.dto.js';
import { WhenGiven } from './user-body.dto.js';
import { UserDto } from './user.dto.js';

const SORTS = ['name', '-name', 'email', '-email', 'createdAt', '-createdAt'] as const;

export class ListUsersQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'A part of the name or the email.', example: 'example' })
  @WhenGiven()
  @IsString()
  @Length(1, 120)
  search?: string;

  @ApiPropertyOptional({ enum: Role, enumName: 'Role' })
  @WhenGiven()
  @IsEnum(Role)
  role?: Role;

  @ApiPropertyOptional({ type: Boolean })
  @WhenGiven()
  @Transform(({ obj }: { obj: { active: unknown } }) => asBoolean(obj.active))
  @IsBoolean()
  active?: boolean;

  @ApiPropertyOptional({ enum: SORTS, default: 'name', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = 'name';
}

export class UserPageDto extends PageOf(UserDto) {}

function asBoolean(given: unknown): unknown {
  return given === 'true' ? true : given === 'false' ? false : given;
}
