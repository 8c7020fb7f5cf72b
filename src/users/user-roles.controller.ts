import { Body, Controller, Delete, HttpCode, Param, ParseEnumPipe, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Audited } from '../audit/index.js';
import { Roles } from '../auth/roles.decorator.js';
import { Role } from '../generated/prisma/enums.js';
import { GiveRoleDto } from './user-body.dto.js';
import { UserDto } from './user.dto.js';
import { UserRolesService } from './user-roles.service.js';

@ApiTags('users')
@ApiBearerAuth()
@Roles('ADMIN')
@Controller('users/:id/roles')
export class UserRolesController {
  constructor(private readonly roles: UserRolesService) {}

  @Post()
  @Audited({ event: 'user.role-assigned', entity: 'User' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give a user a role',
    description:
      '**All his sessions end at once**; signing in again gives him the new rights. Answers with all his roles.',
  })
  @ApiOkResponse({ type: UserDto })
  give(@Param('id', ParseUUIDPipe) id: string, @Body() { role }: GiveRoleDto) {
    return this.roles.give(id, role);
  }

  @Delete(':role')
  @Audited({ event: 'user.role-removed', entity: 'User', action: 'UPDATE' })
  @ApiOperation({
    summary: 'Take a role from a user',
    description:
      '**All his sessions end at once, and what only this role may is closed to him.** Answers with the roles that are left.',
  })
  @ApiParam({ name: 'role', enum: Role, example: 'NURSE' })
  @ApiOkResponse({ type: UserDto })
  take(@Param('id', ParseUUIDPipe) id: string, @Param('role', new ParseEnumPipe(Role)) role: Role) {
    return this.roles.take(id, role);
  }
}
