//! `presswork contract`: the documents that describe both faces, and the settings. They follow from the code alone.

use std::{collections::HashMap, fs};

use presswork_domain::platform::Settings;

use crate::{Failure, args::Contract, out};

pub(crate) fn run(action: &Contract) -> Result<(), Failure> {
    let Contract::Write { folder, configuration } = action;
    // No setting of this process has a say.
    let settings = Settings::load(&HashMap::from([("PRESSWORK_ENV".to_owned(), "development".to_owned())]))?;
    let failed = |error: std::io::Error| Failure::new(format!("{} can't be written: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(failed)?;
    let documents =
        [("openapi.json", presswork_api::openapi_json()), ("schema.graphql", presswork_api::schema_sdl(&settings))];
    for (name, text) in documents {
        fs::write(folder.join(name), text).map_err(failed)?;
        out::print(&format!("wrote {}\n", folder.join(name).display()))?;
    }
    fs::write(configuration, Settings::reference()).map_err(failed)?;
    out::print(&format!("wrote {}\n", configuration.display()))
}
