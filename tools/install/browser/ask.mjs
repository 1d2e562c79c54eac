// What index.html does, where there is no page: the bundle runs wherever there is a fetch.
import { ask, rehearse } from './bundle.mjs';

const [, , server] = process.argv;
if ((await rehearse()) === 'completed') console.log(await ask(server));
