import type { Fault, HeadFault, SocketFault } from './Script.js';

const HEAD: ReadonlySet<Fault['type']> = new Set<HeadFault['type']>([
  'status',
  'reset_before_head',
  'stall_before_head',
]);

const SOCKET: ReadonlySet<Fault['type']> = new Set<SocketFault['type']>([
  'ws_close',
  'ws_binary',
  'ws_ping',
  'ws_error',
  'ws_connection_limit',
]);

export const isHeadFault = (fault: Fault): fault is HeadFault => HEAD.has(fault.type);

export const isSocketFault = (fault: Fault): fault is SocketFault => SOCKET.has(fault.type);
