import type { LogSeverity } from './log-severity.js';

/** Steps inside of a firing; the engine adds the `node_id`. */
export type NodePost =
  | {
      readonly type: 'chunk';
      readonly content_type: 'text' | 'audio' | 'image' | 'video' | 'document';
      readonly content: string;
      readonly done: boolean;
      readonly thinking: boolean;
    }
  | { readonly type: 'notification'; readonly content: string; readonly severity: LogSeverity }
  | {
      readonly type: 'tool_call_update';
      readonly tool_call_id: string;
      readonly name: string;
      readonly args: Readonly<Record<string, unknown>>;
      readonly message: string;
    }
  | { readonly type: 'tool_result_update'; readonly tool_call_id: string; readonly result: unknown }
  | { readonly type: 'planning_update'; readonly phase: string; readonly status: string; readonly content: string }
  | {
      readonly type: 'task_update';
      readonly event: 'task_created' | 'step_started' | 'step_completed' | 'step_failed' | 'task_completed';
      readonly task: Readonly<Record<string, unknown>>;
      readonly step: Readonly<Record<string, unknown>> | null;
    };

/** Steps of a run in NodeTool's names. The owner of the run adds `job_id`, `workflow_id` and a number that grows. */
export type EngineUpdate =
  | (NodePost & { readonly node_id: string })
  | {
      readonly type: 'job_update';
      readonly status: 'running' | 'suspended' | 'completed' | 'failed' | 'cancelled';
      readonly message?: string;
      /** Every value per output name, on `completed`. */
      readonly result?: Readonly<Record<string, readonly unknown[]>>;
      readonly error?: string;
      /** Seconds. */
      readonly duration?: number;
    }
  | {
      readonly type: 'node_update';
      readonly node_id: string;
      readonly node_name: string;
      readonly node_type: string;
      readonly status: 'running' | 'suspended' | 'completed' | 'error';
      /** Inputs of the firing, on `running`. */
      readonly properties?: Readonly<Record<string, unknown>>;
      /** Last value per output, on `completed`. */
      readonly result?: Readonly<Record<string, unknown>>;
      readonly error?: string;
    }
  | {
      readonly type: 'node_progress';
      readonly node_id: string;
      readonly progress: number;
      readonly total: number;
      readonly chunk: string;
    }
  | {
      readonly type: 'edge_update';
      readonly edge_id: string;
      readonly status: 'message_sent' | 'drained';
      /** Values that the edge has carried. */
      readonly counter: number;
    }
  | {
      readonly type: 'output_update';
      readonly node_id: string;
      readonly node_name: string;
      readonly output_name: string;
      readonly value: unknown;
      readonly output_type: string;
      readonly metadata: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: 'save_update';
      readonly node_id: string;
      readonly name: string;
      readonly value: unknown;
      readonly output_type: string;
      readonly metadata: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'preview_update'; readonly node_id: string; readonly value: unknown }
  | {
      readonly type: 'log_update';
      readonly node_id: string | null;
      readonly node_name: string | null;
      readonly content: string;
      readonly severity: LogSeverity;
    };
