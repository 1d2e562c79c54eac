import { declareFaults } from './declareFaults.js';

declareFaults('httpTransport');
