import { Socket } from 'node:net';

/** Refuses the network: an example is answered by a virtual transport, and its tests must not depend on a server. */
Socket.prototype.connect = () => {
  throw new Error('an example must not use the network');
};
