import { operatorPages } from '../../tools/site/operatorPages.js';

export default { paths: () => operatorPages(new URL('../../lib/', import.meta.url)) };
