import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { Roles } from '../../auth/roles.decorator.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { MAY } from '../clinic.roles.js';
import { ReasonIfRestricted } from '../patients/reason-if-restricted.decorator.js';
import { CancelLabOrderDto, LabResultDto, NewLabOrderDto } from './lab-order-body.dto.js';
import { LabOrderDto, LabOrderPageDto, ListLabOrdersQuery } from './lab-order.dto.js';
import { LabOrdersService } from './lab-orders.service.js';

@ApiTags('lab orders')
@ApiBearerAuth()
@Controller()
export class LabOrdersController {
  constructor(private readonly orders: LabOrdersService) {}

  @Post('patients/:patientId/lab-orders')
  @Roles(...MAY.orderLabs)
  @Audited({ event: 'lab-order.created', entity: 'LabOrder', action: 'CREATION' })
  @ApiOperation({ summary: 'Order a lab test' })
  @ReasonIfRestricted()
  @ApiCreatedResponse({ type: LabOrderDto })
  order(
    @Param('patientId', ParseUUIDPipe) patientId: string,
    @Body() body: NewLabOrderDto,
    @CurrentUser() by: SignedIn,
  ) {
    return this.orders.order(patientId, body, by);
  }

  @Get('patients/:patientId/lab-orders')
  @Roles(...MAY.readLabs)
  @Audited({ event: 'lab-order.listed', entity: 'LabOrder' })
  @ApiOperation({ summary: 'List the lab orders of a patient', description: 'With their results, the latest first.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: LabOrderPageDto })
  list(@Param('patientId', ParseUUIDPipe) patientId: string, @Query() query: ListLabOrdersQuery) {
    return this.orders.list(patientId, query);
  }

  @Get('lab-orders/:id')
  @Roles(...MAY.readLabs)
  @Audited({ event: 'lab-order.viewed', entity: 'LabOrder' })
  @ApiOperation({ summary: 'View a lab order' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: LabOrderDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.orders.view(id);
  }

  @Post('lab-orders/:id/collect')
  @Roles(...MAY.resultLabs)
  @Audited({ event: 'lab-order.collected', entity: 'LabOrder' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Say that the sample was taken', description: 'Of an order that is ORDERED.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: LabOrderDto })
  collect(@Param('id', ParseUUIDPipe) id: string) {
    return this.orders.collect(id);
  }

  @Post('lab-orders/:id/result')
  @Roles(...MAY.resultLabs)
  @Audited({ event: 'lab-order.resulted', entity: 'LabOrder' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Enter the result', description: 'Of an order that is ORDERED or COLLECTED; it is final.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: LabOrderDto })
  result(@Param('id', ParseUUIDPipe) id: string, @Body() body: LabResultDto, @CurrentUser() by: SignedIn) {
    return this.orders.result(id, body, by);
  }

  @Post('lab-orders/:id/cancel')
  @Roles(...MAY.orderLabs)
  @Audited({ event: 'lab-order.cancelled', entity: 'LabOrder' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Cancel a lab order', description: 'Says why; only before there is a result.' })
  @ApiOkResponse({ type: LabOrderDto })
  cancel(@Param('id', ParseUUIDPipe) id: string, @Body() { reason }: CancelLabOrderDto) {
    return this.orders.cancel(id, reason);
  }
}
