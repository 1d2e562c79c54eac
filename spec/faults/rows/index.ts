import type { httpFaults } from '../catalogue.js';
import type { Faults } from '../Fault.js';
import { body } from './body.js';
import { connecting } from './connecting.js';
import { endings } from './endings.js';
import { frames } from './frames.js';
import { limits } from './limits.js';
import { redirects } from './redirects.js';
import { resource } from './resource.js';
import { sockets } from './sockets.js';
import { statuses } from './statuses.js';
import { success } from './success.js';
import { timing } from './timing.js';
import { well } from './well.js';

/** Every row there is, by the sections of the catalogue. */
export const rows: Readonly<Record<keyof typeof httpFaults, Faults>> = {
  well,
  connecting,
  success,
  redirects,
  statuses,
  limits,
  body,
  timing,
  protocol: { ...endings, ...frames },
  resource,
  sockets,
};
