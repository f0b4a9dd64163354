import type { NodeServices } from '../../engine/services/node-services.js';
import type { CallOrder } from './call-messages.js';
import type { CarrierOrder, ThreadReport } from './engine-messages.js';
import { remoteServices } from './remote-services.js';
import { ServiceCalls } from './service-calls.js';
import { ThreadAssets } from './thread-assets.js';
import { ThreadHttp } from './thread-http.js';
import { ThreadPrograms } from './thread-programs.js';
import { ThreadWorkspace } from './thread-workspace.js';

/** What stands behind the services of the graph nodes of one run, from its beginning to its end. */
export class ThreadServices {
  readonly services: NodeServices;
  private readonly calls: ServiceCalls;
  private readonly http: ThreadHttp;

  constructor(
    { workFolder: folder, world }: Extract<CarrierOrder, { kind: 'run' }>,
    signal: AbortSignal,
    report: (report: ThreadReport) => void,
  ) {
    this.calls = new ServiceCalls(report);
    this.http = new ThreadHttp(world.outbound, signal);
    const { files, folders, ...remote } = remoteServices(this.calls);
    const announce = (pid: number, isRunning: boolean): void => report({ kind: 'program', pid, isRunning });
    this.services = {
      ...remote,
      assets: new ThreadAssets(folder, files),
      http: this.http,
      workspace: new ThreadWorkspace(folders),
      programs: new ThreadPrograms({ programs: world.programs, folder, signal, announce }),
    };
    signal.addEventListener('abort', () => this.calls.close(new Error('the run was cancelled')), { once: true });
  }

  /** Takes the owner's answer to a call. */
  take(order: CallOrder): void {
    this.calls.take(order);
  }

  /** Ends what is still open: nobody waits for it. */
  close(): void {
    this.calls.close(new Error('the run has ended'));
    // A connection that can't be closed is nobody's business any more.
    void this.http.close().catch(() => undefined);
  }
}
