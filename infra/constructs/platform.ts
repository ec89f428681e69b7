import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** Shared by every function and queue of the deployment. */
export interface Platform {
  /** Encrypts all data. */
  readonly key: IKey;
  /** Receives all alarms. */
  readonly alarms: ITopic;
  readonly metricsNamespace: string;
  /** Path of the checked site; the file is shipped beside the code of functions. */
  readonly siteFile: string;
  /** The network of the functions; only in a private deployment. */
  readonly network?: PlatformNetwork | undefined;
}

export interface PlatformNetwork {
  readonly vpc: IVpc;
  /** The security group of the functions. */
  readonly functions: ISecurityGroup;
  /** The VPC endpoint of private APIs. */
  readonly apiEndpointId: string;
}
