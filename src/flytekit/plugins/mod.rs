//! Plugins of flytekit: one file each, listed in [`PLUGINS`].
//!
//! A plugin defines the classes of its package. One that changes what `@task` makes registers, for the class of its
//! configuration, the class of tasks that belongs to it; that class decides type and version of the task, changes its
//! keywords, and has a behaviour for `custom`, `config`, container and pod.

pub(super) mod airflow;
mod athena;
mod awsbatch;
mod bigquery;
mod class_decorator;
mod comet_ml;
mod dask;
mod dbt;
mod dolt;
mod duckdb;
mod flyteinteractive;
mod function_task;
mod great_expectations;
mod hive;
mod inference;
mod kfmpi;
mod kfpytorch;
mod kftensorflow;
mod kubeflow;
mod memray;
mod message;
mod mlflow;
mod mmcloud;
mod neptune;
mod onnx;
mod openai;
mod pandera;
mod papermill;
mod perian;
mod pod;
mod ray;
mod sagemaker_inference;
mod slurm;
mod snowflake;
mod spark;
mod sqlalchemy;
mod union;
mod wandb;

use super::library::Library;
use crate::python::Evaluator;

type Define = fn(&mut Evaluator, &mut Library);

/// Every plugin.
const PLUGINS: [Define; 34] = [
    airflow::define,
    athena::define,
    awsbatch::define,
    bigquery::define,
    comet_ml::define,
    dask::define,
    dbt::define,
    dolt::define,
    duckdb::define,
    flyteinteractive::define,
    great_expectations::define,
    hive::define,
    inference::define,
    kfmpi::define,
    kfpytorch::define,
    kftensorflow::define,
    memray::define,
    mlflow::define,
    mmcloud::define,
    neptune::define,
    onnx::define,
    openai::define,
    pandera::define,
    papermill::define,
    perian::define,
    pod::define,
    ray::define,
    sagemaker_inference::define,
    slurm::define,
    snowflake::define,
    spark::define,
    sqlalchemy::define,
    union::define,
    wandb::define,
];

/// Defines the modules of all plugins.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    for plugin in PLUGINS {
        plugin(evaluator, library);
    }
}
