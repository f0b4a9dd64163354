import type { Resource } from './resource.js';

const CREATED = 201;

/** Stored workflows: a hub keeps some, and so does a node. */
export const WORKFLOW_RESOURCES: readonly Resource[] = [
  {
    tag: 'workflows',
    path: 'api/v1/workflows',
    routes: [
      { method: 'get', path: '', command: 'list_workflows' },
      { method: 'post', path: '', command: 'create_workflow', status: CREATED },
      { method: 'post', path: 'validate', command: 'validate_workflow' },
      { method: 'post', path: 'digraph', command: 'export_workflow_digraph' },
      { method: 'get', path: ':workflow_id', command: 'get_workflow' },
      { method: 'put', path: ':workflow_id', command: 'update_workflow' },
      { method: 'patch', path: ':workflow_id', command: 'update_workflow' },
      { method: 'delete', path: ':workflow_id', command: 'delete_workflow' },
      { method: 'post', path: ':workflow_id/validate', command: 'validate_workflow' },
      { method: 'get', path: ':workflow_id/digraph', command: 'export_workflow_digraph' },
      { method: 'get', path: ':workflow_id/versions', command: 'list_workflow_versions' },
      { method: 'get', path: ':workflow_id/versions/:version', command: 'get_workflow_version' },
      { method: 'post', path: ':workflow_id/versions/:version/restore', command: 'restore_workflow_version' },
    ],
  },
  {
    tag: 'workflows',
    path: 'api/v1/example-workflows',
    routes: [{ method: 'get', path: ':example_name', command: 'get_example_workflow' }],
  },
];

/** What only a node has. Files have routes of their own, because their content travels as a stream. */
export const NODE_RESOURCES: readonly Resource[] = [
  {
    tag: 'jobs',
    path: 'api/v1/jobs',
    routes: [
      { method: 'get', path: '', command: 'list_jobs' },
      { method: 'post', path: '', command: 'start_background_job', status: CREATED },
      { method: 'get', path: ':job_id', command: 'get_job' },
      { method: 'get', path: ':job_id/logs', command: 'get_job_logs' },
      { method: 'post', path: ':job_id/cancel', command: 'cancel_job' },
      { method: 'post', path: ':job_id/resume', command: 'resume_job' },
    ],
  },
  {
    tag: 'triggers',
    path: 'api/v1/triggers',
    routes: [
      { method: 'get', path: '', command: 'list_triggers' },
      { method: 'post', path: ':workflow_id/start', command: 'start_trigger' },
      { method: 'post', path: ':workflow_id/stop', command: 'stop_trigger' },
      { method: 'post', path: ':workflow_id/fire', command: 'fire_trigger' },
    ],
  },
  {
    tag: 'node types',
    path: 'api/v1/node-types',
    routes: [
      { method: 'get', path: '', command: 'list_nodes' },
      { method: 'get', path: 'search', command: 'search_nodes' },
      { method: 'get', path: ':node_type', command: 'get_node_info' },
    ],
  },
  { tag: 'models', path: 'api/v1/models', routes: [{ method: 'get', path: '', command: 'list_models' }] },
  {
    tag: 'secrets',
    path: 'api/v1/secrets',
    routes: [
      { method: 'get', path: '', command: 'list_secrets' },
      { method: 'put', path: ':name', command: 'set_secret' },
      { method: 'delete', path: ':name', command: 'delete_secret' },
    ],
  },
  {
    tag: 'collections',
    path: 'api/v1/collections',
    routes: [
      { method: 'get', path: '', command: 'list_collections' },
      { method: 'post', path: '', command: 'create_collection', status: CREATED },
      { method: 'get', path: ':name', command: 'get_collection' },
      { method: 'delete', path: ':name', command: 'delete_collection' },
      { method: 'get', path: ':name/documents', command: 'get_documents_from_collection' },
      { method: 'post', path: ':name/documents', command: 'add_documents' },
      { method: 'delete', path: ':name/documents', command: 'delete_documents' },
      { method: 'post', path: ':name/query', command: 'query_collection' },
    ],
  },
];
