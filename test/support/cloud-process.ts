import { readFileSync } from 'node:fs';
import { writeSystemFile } from '../../cli/system-file.ts';
import { qualityFileSchema } from '../../lib/site/quality/schema.ts';
import { siteVersionOf } from '../../lib/site/site-version.ts';
import { start } from '../../local/start.ts';
import { aSite } from './site.ts';

/** Runs the cloud with its state in a folder, where `labwire --data` finds it, and delivers to an EHR elsewhere. Prints its addresses. A file may give its test systems; an issuer, readers. */
const [, , dataDirectory, ehrUrl, qualityFile, issuer] = process.argv;
const quality =
  qualityFile === undefined || qualityFile === ''
    ? undefined
    : qualityFileSchema.parse(JSON.parse(readFileSync(qualityFile, 'utf8')));
const site = aSite({
  sources: [{ id: 'any', kind: 'lis' }],
  destinations: [{ id: 'ehr', kind: 'fhir', url: ehrUrl, timeoutMs: 2000 }],
  ...(issuer === undefined ? {} : { access: { issuer, audience: ['labwire'] } }),
});
const siteVersion = siteVersionOf(site);
const cloud = await start({ dataDirectory, site, siteVersion, quality, keepDestinations: true });
writeSystemFile(cloud, dataDirectory);
const { httpPort, tableName, mllpPort } = cloud;
console.log(JSON.stringify({ event: 'ready', httpPort, mllpPort, tableName, awsUrl: cloud.aws.url }));
// what it used of its permissions is written down at its end: see `test/after`
process.once('SIGTERM', () => void cloud.stop().then(() => process.exit(0)));
