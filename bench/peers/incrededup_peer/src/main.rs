//! incrededup: its index on disk, search, and joining, over five-word shingles of its own normal form.
//!
//! The program incrededup cuts text into runs of three characters, and no option changes that. So this calls its library:
//! the signature as its tokenizer computes it but for the shingles, and the rest as its three phases do, in batches of the
//! same size.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{bail, Context, Result};
use incrededup::storage::MatchRecord;
use incrededup::{
    normalize_content, resolve_transitivity, run_disk_dedupe, DiskLSH, MatchStore, RMinHash,
    NUM_PERM,
};
use uuid::Uuid;

const SHINGLE: usize = 5; // words
const BATCH: usize = 1000; // documents a commit, as in incrededup
const SEED: u64 = 42;
const WORKERS: usize = 1;
const SIZE_DIFFERENCE: f64 = 0.3; // its default: pairs whose lengths differ by more are not compared

struct Arguments {
    docs: PathBuf,
    threshold: f64,
    clusters: PathBuf,
    pairs: Option<PathBuf>,
}

fn parse_arguments() -> Result<Arguments> {
    let mut arguments = std::env::args().skip(1);
    let docs = arguments
        .next()
        .context("usage: incrededup_peer DOCS --clusters FILE [--threshold T] [--pairs FILE]")?;
    let (mut threshold, mut clusters, mut pairs) = (0.7, None, None);
    while let Some(name) = arguments.next() {
        let value = arguments
            .next()
            .with_context(|| format!("{name} wants a value"))?;
        match name.as_str() {
            "--threshold" => threshold = value.parse()?,
            "--clusters" => clusters = Some(PathBuf::from(value)),
            "--pairs" => pairs = Some(PathBuf::from(value)),
            _ => bail!("no such option: {name}"),
        }
    }
    Ok(Arguments {
        docs: docs.into(),
        threshold,
        clusters: clusters.context("--clusters FILE is missing")?,
        pairs,
    })
}

fn signature(text: &str) -> Vec<u32> {
    let normal = normalize_content(text);
    let mut sketch = RMinHash::new(NUM_PERM, SEED);
    // One space stands between words, so that a shingle is a slice.
    let mut ends: Vec<usize> = normal.match_indices(' ').map(|(at, _)| at).collect();
    ends.push(normal.len());
    let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
    let shingles: Vec<&[u8]> = if ends.len() <= SHINGLE {
        vec![normal.as_bytes()]
    } else {
        starts
            .zip(&ends[SHINGLE - 1..])
            .map(|(start, &end)| &normal.as_bytes()[start..end])
            .collect()
    };
    sketch.update_bytes(&shingles);
    sketch.digest_owned()
}

/// Ids in incrededup are UUIDs; these count documents.
fn number(id: &Uuid) -> usize {
    id.as_u128() as usize
}

/// Builds the index; the ids of the documents, by number.
fn build_index(docs: &Path, index: &Path) -> Result<Vec<String>> {
    let lsh = DiskLSH::open(index)?;
    lsh.validate_or_initialize_metadata(SEED)?;
    let (mut ids, mut batch) = (Vec::new(), Vec::with_capacity(BATCH));
    for line in
        BufReader::new(File::open(docs).with_context(|| docs.display().to_string())?).lines()
    {
        let document: serde_json::Value = serde_json::from_str(&line?)?;
        let text = document["text"]
            .as_str()
            .context("a document without text")?;
        batch.push((
            Uuid::from_u128(ids.len() as u128),
            signature(text),
            text.len(),
        ));
        ids.push(
            document["id"]
                .as_str()
                .context("a document without id")?
                .to_owned(),
        );
        if batch.len() == BATCH {
            lsh.insert_batch(&batch)?;
            batch.clear();
        }
    }
    lsh.insert_batch(&batch)?;
    Ok(ids)
}

fn write_results(arguments: &Arguments, ids: &[String], matches: &[MatchRecord]) -> Result<()> {
    let mut clusters = BufWriter::new(File::create(&arguments.clusters)?);
    let (members, kept, _) = resolve_transitivity(matches);
    for id in &kept {
        writeln!(clusters, "{0}\t{0}", ids[number(id)])?;
    }
    for member in &members {
        writeln!(
            clusters,
            "{}\t{}",
            ids[number(&member.child_id)],
            ids[number(&member.parent_id)]
        )?;
    }
    clusters.flush()?;
    if let Some(path) = &arguments.pairs {
        let mut pairs = BufWriter::new(File::create(path)?);
        for found in matches {
            writeln!(
                pairs,
                "{}\t{}",
                ids[number(&found.child_id)],
                ids[number(&found.parent_id)]
            )?;
        }
        pairs.flush()?;
    }
    Ok(())
}

fn main() -> Result<()> {
    let arguments = parse_arguments()?;
    let folder = arguments
        .clusters
        .parent()
        .context("no folder for the index")?;
    let index = folder.join("lsh.redb");
    let ids = build_index(&arguments.docs, &index)?;
    run_disk_dedupe(
        &index,
        folder,
        WORKERS,
        arguments.threshold,
        SIZE_DIFFERENCE,
        true,
        None,
    )?;
    let matches = MatchStore::open(folder.join("matches.redb"))?.iter_real_matches()?;
    write_results(&arguments, &ids, &matches)
}
