import { expect, test } from '@jest/globals';
import { lifecycleRules, type Synthesized, text } from '../../support/template.ts';

/** Of a deployment: what must survive. */
export function dataProperties(deployment: Synthesized): void {
  const { ofType, stacks } = deployment;

  test('every table is encrypted with our key, recoverable, protected, and kept when its stack goes', () => {
    const tables = ofType('AWS::DynamoDB::Table');
    expect(tables).toHaveLength(1);
    for (const [, table] of tables)
      expect(table).toMatchObject({
        DeletionPolicy: 'Retain',
        Properties: {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
          SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
          TimeToLiveSpecification: { AttributeName: 'expiresAt' },
        },
      });
  });

  test('every bucket is encrypted, versioned, private, closed to plain HTTP, and kept', () => {
    const buckets = ofType('AWS::S3::Bucket');
    expect(buckets).toHaveLength(2);
    for (const [id, bucket] of buckets) {
      expect(bucket).toMatchObject({
        DeletionPolicy: 'Retain',
        Properties: {
          VersioningConfiguration: { Status: 'Enabled' },
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        },
      });
      const policy = ofType('AWS::S3::BucketPolicy').find(([, one]) => text(one).includes(`"${id}"`));
      expect(text(policy)).toContain('"aws:SecureTransport":"false"');
    }
    // S3 writes access logs under its own keys alone
    expect(buckets.map(([, bucket]) => text(bucket).includes('"aws:kms"')).sort()).toEqual([false, true]);
  });

  test('an object goes when nothing can need it any more, and not before', () => {
    const rules = lifecycleRules(deployment);
    expect(rules.map(({ Prefix, ExpirationInDays }) => [Prefix, ExpirationInDays])).toEqual([
      [undefined, 365],
      ['updates/', 60],
      ['outbound/', 60],
      // an export is over a day before
      ['exports/', 7],
      // the longest class of the site, ten years, and one to spare
      ['messages/', 4019],
      ['reports/', 4019],
    ]);
  });

  test('the key rotates, and is kept', () => {
    const keys = ofType('AWS::KMS::Key');
    expect(keys.map(([, { Properties }]) => Properties['EnableKeyRotation'])).toEqual([true]);
    expect(keys.map(([, { DeletionPolicy }]) => DeletionPolicy)).toEqual(['Retain']);
  });

  test('table and bucket are copied to a vault that lets nobody delete a copy', () => {
    expect(ofType('AWS::Backup::BackupPlan')).toHaveLength(1);
    const [[, selection] = []] = ofType('AWS::Backup::BackupSelection');
    expect(text(selection)).toContain('"Table');
    expect(text(selection)).toContain('"Bucket');
    const [[, vault] = []] = ofType('AWS::Backup::BackupVault');
    expect(text(vault)).toContain('backup:DeleteRecoveryPoint');
    expect(text(vault)).toContain('"LockConfiguration":{"MinRetentionDays":30}');
  });

  test('the stack of data cannot be deleted by accident, and every stack says whose it is', () => {
    expect(
      stacks.filter(({ terminationProtection }) => terminationProtection).map(({ name }) => name),
    ).toEqual([expect.stringMatching(/Data$/)]);
    for (const { tags } of stacks) expect(tags).toMatchObject({ application: 'labwire' });
  });
}
