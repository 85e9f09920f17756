/**
 * n8n's execution engine, in this process: what `npm start` and the tests run workflows with. Nothing here knows a service
 * or a single node of the pack.
 */
export { readBinary, storeBinary } from './binaryData.ts';
export { CredentialStore } from './credentialStore.ts';
export { testCredential } from './credentialTest.ts';
export { runListSearch, runLoadOptions, runResourceMapping, type EditorOptions } from './editor.ts';
export type { LogLine, RequestLine } from './recorder.ts';
export { runWorkflow, type NodeRun, type RunOptions, type WorkflowRun } from './runWorkflow.ts';
export type { PollRun } from './triggers/poller.ts';
export { PublishedWorkflow, type PublishOptions, type Start, type TestRun } from './triggers/publishedWorkflow.ts';
export { StaticDataStorage } from './triggers/storage.ts';
export { WebhookServer } from './triggers/webhookServer.ts';
export { type GivenNodes, loadTypes, root, type Types } from './types.ts';
export { readWorkflow, type WorkflowFile } from './workflowFile.ts';
