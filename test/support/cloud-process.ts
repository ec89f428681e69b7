import { start } from '../../local/start.ts';
import { aSite } from './site.ts';

/** Runs the cloud with its state in a folder, and delivers to an EHR elsewhere. Prints its addresses. */
const [, , dataDirectory, ehrUrl] = process.argv;
const cloud = await start({
  ...{ dataDirectory, siteVersion: 'chaos', keepDestinations: true },
  site: aSite({
    sources: [{ id: 'any', kind: 'lis' }],
    destinations: [{ id: 'ehr', kind: 'fhir', url: ehrUrl, timeoutMs: 2000 }],
  }),
});
const { httpPort, tableName, mllpPort } = cloud;
console.log(JSON.stringify({ event: 'ready', httpPort, mllpPort, tableName, awsUrl: cloud.aws.url }));
