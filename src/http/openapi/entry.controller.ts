import { Controller, Get, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Unaudited } from '../../audit/index.js';
import { Public } from '../../auth/public.decorator.js';

/** The addresses of the server and of its API, as people type them. */
@ApiExcludeController()
@Public()
@Unaudited('leads to the documentation; it shows nobody’s data')
@Controller()
export class EntryController {
  // Relative, so that it works behind a proxy that adds a prefix.
  @Get(['/', 'api'])
  @Redirect('api/docs', 302)
  enter(): void {
    // The decorator says where to.
  }
}
