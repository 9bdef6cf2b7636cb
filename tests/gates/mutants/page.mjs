// The bucket that holds the page.

const bucket = (name, change) => ({ name, of: 'PageBucket', type: 'AWS::S3::Bucket', change: ({ Properties }) => change(Properties) });
const policy = (name, change) => ({ name, of: 'PageBucketPolicy', change: ({ Properties }) => change(Properties.PolicyDocument) });
const allow = (document) => document.Statement.find(({ Effect }) => Effect === 'Allow');

export default [
  bucket('the bucket may be made public', (it) => { delete it.PublicAccessBlockConfiguration; }),
  bucket('the bucket is public', (it) => { it.AccessControl = 'PublicRead'; }),
  bucket('the bucket is a website', (it) => { it.WebsiteConfiguration = { IndexDocument: 'index.html' }; }),
  bucket('the bucket is not encrypted', (it) => { delete it.BucketEncryption; }),
  {
    name: 'the bucket has no policy',
    of: 'PageBucketPolicy',
    says: /a bucket without a policy/,
    change: (it, { template, id }) => { delete template.Resources[id]; },
  },
  policy('everybody reads the bucket', (document) => {
    allow(document).Principal = '*';
    delete allow(document).Condition;
  }),
  policy('any distribution of anybody reads the bucket', (document) => { delete allow(document).Condition; }),
  policy('the bucket answers over HTTP', (document) => {
    document.Statement = document.Statement.filter(({ Condition }) => !Condition?.Bool);
  }),
  policy('the bucket speaks old TLS', (document) => {
    document.Statement = document.Statement.filter(({ Condition }) => !Condition?.NumericLessThan);
  }),
];
