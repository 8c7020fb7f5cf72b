import { Module } from '@nestjs/common';
import { PatientsModule } from '../patients/patients.module.js';
import { ClaimsController } from './claims.controller.js';
import { ClaimsService } from './claims.service.js';
import { InvoiceStatuses } from './invoice-statuses.service.js';
import { InvoicesController } from './invoices.controller.js';
import { InvoicesService } from './invoices.service.js';
import { LiveClaims } from './live-claims.service.js';
import { Payments } from './payments.service.js';

@Module({
  imports: [PatientsModule],
  controllers: [InvoicesController, ClaimsController],
  providers: [InvoicesService, InvoiceStatuses, Payments, ClaimsService, LiveClaims],
})
export class BillingModule {}
