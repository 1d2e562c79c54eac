import type { DevtoolsMessage } from './DevtoolsMessage.js';
import type { DevtoolsSink } from './DevtoolsSink.js';

/** The part of a `BroadcastChannel` that is used. */
export interface DevtoolsChannel {
  /** Posts a message to the pages of the same origin. */
  postMessage(message: DevtoolsMessage): void;
  /** Closes the channel. */
  close(): void;
}

/**
 * Creates a sink that posts messages on a channel. The channel is open only while a call runs: an open
 * `BroadcastChannel` keeps a Node process alive.
 */
export const channelSink = (openChannel: () => DevtoolsChannel): DevtoolsSink => {
  let channel: DevtoolsChannel | undefined;
  let calls = 0;
  return {
    open: () => {
      calls += 1;
      channel ??= openChannel();
    },
    send: (message) => {
      if (channel !== undefined) return channel.postMessage(message);
      const late = openChannel(); // a drain ends after its call
      late.postMessage(message);
      late.close();
    },
    close: () => {
      calls -= 1;
      if (calls > 0) return;
      channel?.close();
      channel = undefined;
    },
  };
};
