//! The linking page: a private bucket, and a function that puts the files there.

use proc_macro2::TokenStream;
use quote::quote;
use sayso_schemas::plan::{Page, Plan};

/// The page, where the plan has one.
pub(super) fn of(plan: &Plan) -> Option<&Page> {
    plan.linking.as_ref()?.page.as_ref()
}

/// The bucket, its files and its uploader, where the plan has a page.
pub(super) fn items(plan: &Plan) -> TokenStream {
    let Some(page) = of(plan) else { return TokenStream::new() };
    let (files, uploader) = (files(page), uploader(page));
    quote! {
        #files

        /// The page's bucket, which only CloudFront reads.
        fn page(at: &Deployment<'_>) -> Result<s3::Bucket> {
            let props = s3::BucketProps::new()
                .block_public_access(&s3::BlockPublicAccess::block_all(&at.stack)?)
                .object_ownership(s3::ObjectOwnership::BucketOwnerEnforced)
                .encryption(s3::BucketEncryption::S3Managed)
                .enforce_ssl(true)
                .minimum_tls_version(1.2)
                .removal_policy(RemovalPolicy::Destroy);
            let bucket = s3::Bucket::new(&at.stack, "PageBucket", at.overrides.page(at.stage, props)?)?;
            page_files(at, &bucket)?;
            Ok(bucket)
        }
        #uploader
    }
}

fn files(page: &Page) -> TokenStream {
    let types = page.files.iter().map(|(name, kind)| quote!((#name, #kind)));
    quote! {
        /// The page's files with their content types.
        const PAGE_FILES: &[(&str, &str)] = &[#(#types),*];
    }
}

/// Not `BucketDeployment`: its function reads every asset of the account, guesses content types, and may empty any
/// distribution's cache.
fn uploader(page: &Page) -> TokenStream {
    let folder = format!("{{DATA}}/{}", page.folder);
    quote! {
        /// Puts the files into the bucket whenever they change, and takes away what is no longer there.
        fn page_files(at: &Deployment<'_>, bucket: &s3::Bucket) -> Result<()> {
            let folder = s3_assets::AssetProps::new(format!(#folder));
            let asset = s3_assets::Asset::new(&at.stack, "PageFiles", folder)?;
            let uploader = page_uploader(at, bucket, &asset)?;
            let (from, key) = (asset.s3_bucket_name()?, asset.s3_object_key()?);
            let props = CustomResourceProps::new(uploader.function_arn()?)
                .resource_type("Custom::Page")
                .properties([
                    ("Bucket", bucket.bucket_name()?.into()),
                    ("Source", texts([("Bucket", from.as_str()), ("Key", key.as_str())])),
                    ("Files", texts(PAGE_FILES.iter().copied())),
                ])
                .service_timeout(&Duration::minutes(&at.stack, 5)?);
            CustomResource::new(&at.stack, "Page", props)?;
            Ok(())
        }

        /// The function that does so. `BucketDeployment`'s would read every asset of the account, and guess content types.
        fn page_uploader(at: &Deployment<'_>, bucket: &s3::Bucket, asset: &s3_assets::Asset) -> Result<lambda::Function> {
            let description = format!("Puts the page of {SKILL}, stage {}, into its bucket", at.stage.name);
            let logs = log_group(at, "PageLogs", &at.log("page"))?;
            let role = function_role(at, "PageRole", &description, &logs)?;
            let page = asset.bucket()?.arn_for_objects(asset.s3_object_key()?)?;
            let read = statements::of("ReadPage", "s3", &["GetObject"]).resources([page]);
            role.add_to_policy(&iam::PolicyStatement::new(&at.stack, read)?)?;
            let write = statements::of("WritePage", "s3", &["DeleteObject", "PutObject"]);
            let write = write.resources([bucket.arn_for_objects("*")?]);
            role.add_to_policy(&iam::PolicyStatement::new(&at.stack, write)?)?;
            let props = lambda::FunctionProps::new(
                &lambda::Code::from_inline(&at.stack, include_str!("shared/upload.py"))?,
                "index.handler",
                &lambda::Runtime::python_3_14(&at.stack)?,
            )
            .function_name(at.name("page"))
            .description(description)
            .architecture(&lambda::Architecture::arm_64(&at.stack)?)
            .memory_size(256)
            .timeout(&Duration::seconds(&at.stack, 120)?)
            .role(&role)
            .log_group(&logs);
            Ok(lambda::Function::new(&at.stack, "PageFunction", props)?)
        }
    }
}
