import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { Roles } from '../../auth/roles.decorator.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { SomeChange } from '../../http/some-change.pipe.js';
import { MAY } from '../clinic.roles.js';
import { ReasonIfRestricted } from '../patients/reason-if-restricted.decorator.js';
import { ChangeInvoiceStatusDto, InvoiceChangesDto, NewInvoiceDto, PayDto, RefundDto } from './invoice-body.dto.js';
import { InvoiceStatuses } from './invoice-statuses.service.js';
import { InvoiceDto } from './invoice.dto.js';
import { InvoicesService } from './invoices.service.js';
import { InvoicePageDto, ListInvoicesQuery } from './list-invoices.dto.js';
import { Payments } from './payments.service.js';

@ApiTags('billing')
@ApiBearerAuth()
@Controller()
@Roles(...MAY.bill)
export class InvoicesController {
  constructor(
    private readonly invoices: InvoicesService,
    private readonly statuses: InvoiceStatuses,
    private readonly payments: Payments,
  ) {}

  @Post('patients/:patientId/invoices')
  @Audited({ event: 'invoice.created', entity: 'Invoice', action: 'CREATION' })
  @ApiOperation({ summary: 'Write an invoice', description: 'A DRAFT: it may change until it is issued.' })
  @ReasonIfRestricted()
  @ApiCreatedResponse({ type: InvoiceDto })
  create(
    @Param('patientId', ParseUUIDPipe) patientId: string,
    @Body() body: NewInvoiceDto,
    @CurrentUser() by: SignedIn,
  ) {
    return this.invoices.create(patientId, body, by);
  }

  @Get('invoices')
  @Audited({ event: 'invoice.listed', entity: 'Invoice' })
  @ApiOperation({
    summary: 'List invoices',
    description: 'Without their lines. Of a restricted patient it shows the initials, unless it is his list.',
  })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: InvoicePageDto })
  list(@Query() query: ListInvoicesQuery) {
    return this.invoices.list(query);
  }

  @Get('invoices/:id')
  @Audited({ event: 'invoice.viewed', entity: 'Invoice' })
  @ApiOperation({ summary: 'View an invoice', description: 'With its lines, payments and refunds.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: InvoiceDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.invoices.view(id);
  }

  @Patch('invoices/:id')
  @Audited({ event: 'invoice.updated', entity: 'Invoice' })
  @ApiOperation({ summary: 'Change a draft', description: 'Lines that are given are all lines from then on.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: InvoiceDto })
  update(@Param('id', ParseUUIDPipe) id: string, @Body(SomeChange) body: InvoiceChangesDto) {
    return this.invoices.update(id, body);
  }

  @Post('invoices/:id/status')
  @Audited({ event: 'invoice.status-changed', entity: 'Invoice' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Issue an invoice, or make it void',
    description: 'Void: with a reason, when nothing is claimed and all that was paid is refunded.',
  })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: InvoiceDto })
  changeStatus(@Param('id', ParseUUIDPipe) id: string, @Body() body: ChangeInvoiceStatusDto) {
    return this.statuses.change(id, body);
  }

  @Post('invoices/:id/payments')
  @Audited({ event: 'invoice.paid', entity: 'Invoice' })
  @ApiOperation({
    summary: 'Book a payment',
    description: 'Of an invoice that is ISSUED or PARTLY_PAID; the sum makes it PAID.',
  })
  @ReasonIfRestricted()
  @ApiCreatedResponse({ type: InvoiceDto })
  pay(@Param('id', ParseUUIDPipe) id: string, @Body() body: PayDto, @CurrentUser() by: SignedIn) {
    return this.payments.pay(id, body, by);
  }

  @Post('invoices/:id/refunds')
  @Audited({ event: 'invoice.refunded', entity: 'Invoice' })
  @ApiOperation({
    summary: 'Give money back',
    description:
      'Never more than was paid, and never so much that Medicare is asked for more than what stays: 409 ' +
      '`still-claimed` names the claims. When it is all of it the invoice is REFUNDED and takes no payment any more.',
  })
  @ReasonIfRestricted()
  @ApiCreatedResponse({ type: InvoiceDto })
  refund(@Param('id', ParseUUIDPipe) id: string, @Body() body: RefundDto, @CurrentUser() by: SignedIn) {
    return this.payments.refund(id, body, by);
  }
}
