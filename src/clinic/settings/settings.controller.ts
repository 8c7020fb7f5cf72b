import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { Roles } from '../../auth/roles.decorator.js';
import { SomeChange } from '../../http/some-change.pipe.js';
import { MAY } from '../clinic.roles.js';
import { SettingsChangesDto, SettingsDto } from './settings.dto.js';
import { SettingsService } from './settings.service.js';

@ApiTags('settings')
@ApiBearerAuth()
@Controller('settings')
export class SettingsController {
  constructor(private readonly settings: SettingsService) {}

  @Get()
  @Roles(...MAY.readSettings)
  @Audited({ event: 'settings.viewed', entity: 'ClinicSettings' })
  @ApiOperation({ summary: 'View the settings of the clinic' })
  @ApiOkResponse({ type: SettingsDto })
  view() {
    return this.settings.view();
  }

  @Patch()
  @Roles(...MAY.changeSettings)
  @Audited({ event: 'settings.changed', entity: 'ClinicSettings' })
  @ApiOperation({
    summary: 'Change settings of the clinic',
    description:
      'Only those that are given. **Opening hours replace all that were set before.** Appointments that are booked stay as they are.',
  })
  @ApiOkResponse({ type: SettingsDto })
  change(@Body(SomeChange) body: SettingsChangesDto) {
    return this.settings.change(body);
  }
}
