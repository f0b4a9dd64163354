import { Controller, Get, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

import { Public } from '../auth/auth.decorators.js';

/** Whoever opens the server's address in a browser is shown what there is. */
@ApiExcludeController()
@Public()
@Controller()
export class RootController {
  @Get()
  @Redirect('/docs')
  show(): void {
    // The decorator is the answer.
  }
}
