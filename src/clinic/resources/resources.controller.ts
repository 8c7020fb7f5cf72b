import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { Roles } from '../../auth/roles.decorator.js';
import { SomeChange } from '../../http/some-change.pipe.js';
import { MAY } from '../clinic.roles.js';
import { ListResourcesQuery, ResourcePageDto } from './list-resources.dto.js';
import { NewResourceDto, ResourceChangesDto } from './resource-body.dto.js';
import { ResourceDto } from './resource.dto.js';
import { ResourcesService } from './resources.service.js';

@ApiTags('resources')
@ApiBearerAuth()
@Controller('resources')
export class ResourcesController {
  constructor(private readonly resources: ResourcesService) {}

  @Get()
  @Roles(...MAY.readResources)
  @Audited({ event: 'resource.listed', entity: 'Resource' })
  @ApiOperation({ summary: 'List rooms and equipment', description: 'Without the deleted ones.' })
  @ApiOkResponse({ type: ResourcePageDto })
  list(@Query() query: ListResourcesQuery) {
    return this.resources.list(query);
  }

  @Post()
  @Roles(...MAY.writeResources)
  @Audited({ event: 'resource.created', entity: 'Resource' })
  @ApiOperation({ summary: 'Add a room or equipment', description: 'A name is given once at a site.' })
  @ApiCreatedResponse({ type: ResourceDto })
  create(@Body() body: NewResourceDto) {
    return this.resources.create(body);
  }

  @Get(':id')
  @Roles(...MAY.readResources)
  @Audited({ event: 'resource.viewed', entity: 'Resource' })
  @ApiOperation({ summary: 'View a room or equipment' })
  @ApiOkResponse({ type: ResourceDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.resources.view(id);
  }

  @Patch(':id')
  @Roles(...MAY.writeResources)
  @Audited({ event: 'resource.updated', entity: 'Resource' })
  @ApiOperation({ summary: 'Change a room or equipment', description: 'Only the given fields; null clears a field.' })
  @ApiOkResponse({ type: ResourceDto })
  update(@Param('id', ParseUUIDPipe) id: string, @Body(SomeChange) body: ResourceChangesDto) {
    return this.resources.update(id, body);
  }

  @Delete(':id')
  @Roles(...MAY.writeResources)
  @Audited({ event: 'resource.deleted', entity: 'Resource' })
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a room or equipment', description: 'It gives its name back; its history stays.' })
  @ApiNoContentResponse()
  remove(@Param('id', ParseUUIDPipe) id: string) {
    return this.resources.remove(id);
  }
}
