import { writeSystemFile } from '../../cli/system-file.ts';
import { siteVersionOf } from '../../lib/site/site-version.ts';
import { start } from '../../local/start.ts';
import { aSite } from './site.ts';

/** Runs the cloud with its state in a folder, where `labwire --data` finds it, and delivers to an EHR elsewhere. Prints its addresses. */
const [, , dataDirectory, ehrUrl] = process.argv;
const site = aSite({
  sources: [{ id: 'any', kind: 'lis' }],
  destinations: [{ id: 'ehr', kind: 'fhir', url: ehrUrl, timeoutMs: 2000 }],
});
const cloud = await start({ dataDirectory, site, siteVersion: siteVersionOf(site), keepDestinations: true });
writeSystemFile(cloud, dataDirectory);
const { httpPort, tableName, mllpPort } = cloud;
console.log(JSON.stringify({ event: 'ready', httpPort, mllpPort, tableName, awsUrl: cloud.aws.url }));
