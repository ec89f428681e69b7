import { claimCheckSchema } from '../claim-check.ts';
import { updateSchema } from '../update.ts';
import { named } from './named.ts';

/** The envelope. */
export const updates = [
  named('Claim', claimCheckSchema, 'A reference to an object of S3 with the JSON of `content`.', {
    bucket: 'The bucket.',
    key: 'The key of the object.',
    sha256: 'SHA-256 of the object, lower-case hex. Refuse an object with another one.',
    bytes: 'The length of the object.',
  }),
  named(
    'Update',
    updateSchema,
    'One report version, whole, for one destination. Ignore unknown properties.',
    {
      schema: 'The name of this format. Refuse any other.',
      destination: 'The id of the destination in the site file.',
      reportKey: 'The report. It never changes, also if the report moves to another patient.',
      version:
        'The version. Ignore an update whose version is not newer than the one that you have filed, unless `redelivery` is there.',
      reason: 'Why the update was sent. Only the strongest reason is named: act on the content.',
      priority: '`stat` for orders that are to be done at once (TQ1-9 `S`).',
      previous:
        'The last version before this one that was not held. It may be one that changed nothing and was not sent. Absent for the first.',
      messageId: 'The message that made the version. `labwire show` accepts it.',
      redelivery:
        "The id of a person's request to send the newest version again. File it also if you have this version already.",
      content: 'The report version. Absent if `claim` is there.',
      claim: 'Where the report version is, if it is longer than 200 kB. It is kept for 60 days.',
    },
  ),
];
