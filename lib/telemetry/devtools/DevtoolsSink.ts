import type { DevtoolsMessage } from './DevtoolsMessage.js';

/** A receiver of the messages of calls. */
export interface DevtoolsSink {
  /** Called when a call begins. */
  readonly open: () => void;
  readonly send: (message: DevtoolsMessage) => void;
  /** Called when a call has ended. */
  readonly close: () => void;
}

/** Returns a sink that passes everything on to several. */
export const allSinks = (sinks: readonly DevtoolsSink[]): DevtoolsSink => ({
  open: () => sinks.forEach((sink) => sink.open()),
  send: (message) => sinks.forEach((sink) => sink.send(message)),
  close: () => sinks.forEach((sink) => sink.close()),
});
