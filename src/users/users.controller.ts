import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../audit/index.js';
import { ApiCreatedResponse } from '@nestjs/swagger';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import { ListUsersQuery, UserPageDto } from './list-users.dto.js';
import { ChangeUserDto, NewUserDto } from './user-body.dto.js';
import { UserDto } from './user.dto.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@ApiBearerAuth()
@Roles('ADMIN')
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @Audited({ event: 'user.listed', entity: 'User' })
  @ApiOperation({ summary: 'List users', description: 'Without the deleted ones.' })
  @ApiOkResponse({ type: UserPageDto })
  list(@Query() query: ListUsersQuery) {
    return this.users.list(query);
  }

  @Post()
  @Audited({ event: 'user.created', entity: 'User' })
  @ApiOperation({
    summary: 'Create a user',
    description: 'With a password, he can sign in at once; without, he gets a mail with a link to choose one.',
  })
  @ApiCreatedResponse({ type: UserDto })
  create(@Body() body: NewUserDto) {
    return this.users.create(body);
  }

  @Get(':id')
  @Audited({ event: 'user.viewed', entity: 'User' })
  @ApiOperation({ summary: 'View a user', description: 'A deleted user is not found; the log still knows him.' })
  @ApiOkResponse({ type: UserDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.users.view(id);
  }

  @Patch(':id')
  @Audited({ event: 'user.updated', entity: 'User' })
  @ApiOperation({
    summary: 'Change a user',
    description: '**A new password ends all his sessions.** Your own password you change by POST /api/auth/password.',
  })
  @ApiOkResponse({ type: UserDto })
  change(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ChangeUserDto,
    @CurrentUser() { id: by }: { id: string },
  ) {
    return this.users.change(id, body, by);
  }

  @Delete(':id')
  @Audited({ event: 'user.deleted', entity: 'User' })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a user',
    description:
      '**His sessions end at once, he cannot sign in again, and nothing brings him back.** His address is free again; what he did stays in the log.',
  })
  @ApiNoContentResponse()
  remove(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() { id: by }: { id: string }) {
    return this.users.remove(id, by);
  }

  @Post(':id/activate')
  @Audited({ event: 'user.activated', entity: 'User' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Activate a user', description: 'He may sign in again.' })
  @ApiOkResponse({ type: UserDto })
  activate(@Param('id', ParseUUIDPipe) id: string) {
    return this.users.activate(id);
  }

  @Post(':id/deactivate')
  @Audited({ event: 'user.deactivated', entity: 'User' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Deactivate a user',
    description: '**His sessions end at once and he cannot sign in** until somebody activates him.',
  })
  @ApiOkResponse({ type: UserDto })
  deactivate(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() { id: by }: { id: string }) {
    return this.users.deactivate(id, by);
  }
}
