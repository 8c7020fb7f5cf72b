import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { Roles } from '../../auth/roles.decorator.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { MAY } from '../clinic.roles.js';
import { ReasonIfRestricted } from '../patients/reason-if-restricted.decorator.js';
import { ChangeClaimStatusDto, ClaimPageDto, ListClaimsQuery, NewClaimDto } from './claim-body.dto.js';
import { ClaimDto } from './claim.dto.js';
import { ClaimsService } from './claims.service.js';

@ApiTags('billing')
@ApiBearerAuth()
@Controller()
@Roles(...MAY.bill)
export class ClaimsController {
  constructor(private readonly claims: ClaimsService) {}

  @Post('invoices/:invoiceId/claims')
  @Audited({ event: 'claim.created', entity: 'MedicareClaim', action: 'CREATION' })
  @ApiOperation({
    summary: 'Prepare a Medicare claim',
    description: 'Of an invoice that is issued. What Medicare then pays is booked as a payment of the invoice.',
  })
  @ReasonIfRestricted()
  @ApiCreatedResponse({ type: ClaimDto })
  create(@Param('invoiceId', ParseUUIDPipe) invoiceId: string, @Body() body: NewClaimDto, @CurrentUser() by: SignedIn) {
    return this.claims.create(invoiceId, body, by);
  }

  @Get('claims')
  @Audited({ event: 'claim.listed', entity: 'MedicareClaim' })
  @ApiOperation({
    summary: 'List Medicare claims',
    description: 'Of a restricted patient it shows the initials, unless it is his list.',
  })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: ClaimPageDto })
  list(@Query() query: ListClaimsQuery) {
    return this.claims.list(query);
  }

  @Get('claims/:id')
  @Audited({ event: 'claim.viewed', entity: 'MedicareClaim' })
  @ApiOperation({ summary: 'View a Medicare claim' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: ClaimDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.claims.view(id);
  }

  @Post('claims/:id/status')
  @Audited({ event: 'claim.status-changed', entity: 'MedicareClaim' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Say what became of a claim',
    description: 'PREPARED, SUBMITTED, then ACCEPTED and PAID, or REJECTED and submitted again; WITHDRAWN ends it.',
  })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: ClaimDto })
  changeStatus(@Param('id', ParseUUIDPipe) id: string, @Body() body: ChangeClaimStatusDto) {
    return this.claims.changeStatus(id, body);
  }
}
