import StrykerEnvironment from '@stryker-mutator/jest-runner/jest-env/node';

/** A mutant is dead with the first test that fails: the others are skipped. */
export default class FailFastEnvironment extends StrykerEnvironment {
  hasFailed = false;

  /** Stryker's own part wraps this one. */
  handleTestEvent(event) {
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.hasFailed = true;
    if (event.name === 'test_start' && this.hasFailed) event.test.mode = 'skip';
  }
}
