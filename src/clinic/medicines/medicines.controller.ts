import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { Roles } from '../../auth/roles.decorator.js';
import { SomeChange } from '../../http/some-change.pipe.js';
import { MAY } from '../clinic.roles.js';
import { AdjustStockDto, MedicineChangesDto, NewMedicineDto } from './medicine-body.dto.js';
import { ListMedicinesQuery, MedicineDto, MedicinePageDto } from './medicine.dto.js';
import { MedicinesService } from './medicines.service.js';

@ApiTags('medicines')
@ApiBearerAuth()
@Controller('medicines')
export class MedicinesController {
  constructor(private readonly medicines: MedicinesService) {}

  @Get()
  @Roles(...MAY.readMedicines)
  @Audited({ event: 'medicine.listed', entity: 'Medicine' })
  @ApiOperation({ summary: 'List medicines', description: 'By part of the name and by formulation.' })
  @ApiOkResponse({ type: MedicinePageDto })
  list(@Query() query: ListMedicinesQuery) {
    return this.medicines.list(query);
  }

  @Post()
  @Roles(...MAY.keepMedicines)
  @Audited({ event: 'medicine.created', entity: 'Medicine' })
  @ApiOperation({ summary: 'Add a medicine', description: 'Of one that exists the answer says which it is.' })
  @ApiCreatedResponse({ type: MedicineDto })
  create(@Body() body: NewMedicineDto) {
    return this.medicines.create(body);
  }

  @Get(':id')
  @Roles(...MAY.readMedicines)
  @Audited({ event: 'medicine.viewed', entity: 'Medicine' })
  @ApiOperation({ summary: 'View a medicine' })
  @ApiOkResponse({ type: MedicineDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.medicines.view(id);
  }

  @Patch(':id')
  @Roles(...MAY.keepMedicines)
  @Audited({ event: 'medicine.updated', entity: 'Medicine' })
  @ApiOperation({ summary: 'Change a medicine', description: 'What it is called; its stock changes by an adjustment.' })
  @ApiOkResponse({ type: MedicineDto })
  update(@Param('id', ParseUUIDPipe) id: string, @Body(SomeChange) body: MedicineChangesDto) {
    return this.medicines.update(id, body);
  }

  @Post(':id/adjust')
  @Roles(...MAY.keepMedicines)
  @Audited({ event: 'medicine.adjusted', entity: 'Medicine' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Adjust the stock', description: 'Says why; never below zero.' })
  @ApiOkResponse({ type: MedicineDto })
  adjust(@Param('id', ParseUUIDPipe) id: string, @Body() body: AdjustStockDto) {
    return this.medicines.adjust(id, body);
  }
}
