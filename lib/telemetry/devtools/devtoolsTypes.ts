// The messages that `tapDevtools` posts, and what it posts them to.
export type * from './DevtoolsMessage.js';
export type { DevtoolsChannel } from './channelSink.js';
export type { UserTiming } from './userTimingSink.js';
