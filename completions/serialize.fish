# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_serialize_global_optspecs
    string join \n k/pkgs= c/config= i/image= local-source-root= python-path= env= in-container-config-path= in-container-virtualenv-root= flytekit-version= python-version= format= strict v/verbose q/quiet h/help V/version
end

function __fish_serialize_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_serialize_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_serialize_using_subcommand
    set -l cmd (__fish_serialize_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c serialize -n "__fish_serialize_needs_command" -s k -l pkgs -d 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list' -r
complete -c serialize -n "__fish_serialize_needs_command" -s c -l config -d 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise' -r -F
complete -c serialize -n "__fish_serialize_needs_command" -s i -l image -d 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default' -r
complete -c serialize -n "__fish_serialize_needs_command" -l local-source-root -d 'Folder that packages are imported from [default: the current folder]' -r
complete -c serialize -n "__fish_serialize_needs_command" -l python-path -d 'Folder to find modules and packages in: a virtual environment, its site-packages, or a folder of modules; repeatable, or a list with the system\'s separator [default: the active virtual environment, else .venv in or above the source root]' -r
complete -c serialize -n "__fish_serialize_needs_command" -l env -l envvars -d 'Environment variable for every container; repeatable, the last of two values for one variable wins' -r
complete -c serialize -n "__fish_serialize_needs_command" -l in-container-config-path -d 'Accepted for compatibility; has no effect' -r
complete -c serialize -n "__fish_serialize_needs_command" -l in-container-virtualenv-root -d 'Folder of flytekit\'s virtual environment in the container' -r
complete -c serialize -n "__fish_serialize_needs_command" -l flytekit-version -d 'The flytekit version that specifications name [default: the environment\'s, else 1.16.31]' -r
complete -c serialize -n "__fish_serialize_needs_command" -l python-version -d 'The Python version that code is evaluated for and the default image is chosen by [default: the environment\'s, else 3.11]' -r
complete -c serialize -n "__fish_serialize_needs_command" -l format -d 'How to print results (standard output) and diagnostics (standard error) [default: human]' -r -f -a "human\t'For a person'
json\t'One JSON object for the results, one line of JSON for each diagnostic'
github\t'Diagnostics as annotations of GitHub Actions'"
complete -c serialize -n "__fish_serialize_needs_command" -l strict -d 'Treat warnings as errors: nothing is written, exit code 1'
complete -c serialize -n "__fish_serialize_needs_command" -s v -l verbose -d 'Say on standard error which settings are used'
complete -c serialize -n "__fish_serialize_needs_command" -s q -l quiet -d 'Show no progress'
complete -c serialize -n "__fish_serialize_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c serialize -n "__fish_serialize_needs_command" -s V -l version -d 'Print version'
complete -c serialize -n "__fish_serialize_needs_command" -f -a "workflows" -d 'Write one .pb file per task, workflow and launch plan'
complete -c serialize -n "__fish_serialize_needs_command" -f -a "fast" -d 'The same for fast registration: tasks fetch their code when they start'
complete -c serialize -n "__fish_serialize_needs_command" -f -a "package" -d 'Write all specifications, and the code archive if asked for, into one file for registration'
complete -c serialize -n "__fish_serialize_needs_command" -f -a "completions" -d 'Write a shell\'s completion script to standard output'
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -s k -l pkgs -d 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list' -r
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -s c -l config -d 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise' -r -F
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -s i -l image -d 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default' -r
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -l local-source-root -d 'Folder that packages are imported from [default: the current folder]' -r
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -l python-path -d 'Folder to find modules and packages in: a virtual environment, its site-packages, or a folder of modules; repeatable, or a list with the system\'s separator [default: the active virtual environment, else .venv in or above the source root]' -r
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -l env -l envvars -d 'Environment variable for every container; repeatable, the last of two values for one variable wins' -r
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -l in-container-config-path -d 'Accepted for compatibility; has no effect' -r
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -l in-container-virtualenv-root -d 'Folder of flytekit\'s virtual environment in the container' -r
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -l flytekit-version -d 'The flytekit version that specifications name [default: the environment\'s, else 1.16.31]' -r
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -l python-version -d 'The Python version that code is evaluated for and the default image is chosen by [default: the environment\'s, else 3.11]' -r
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -l format -d 'How to print results (standard output) and diagnostics (standard error) [default: human]' -r -f -a "human\t'For a person'
json\t'One JSON object for the results, one line of JSON for each diagnostic'
github\t'Diagnostics as annotations of GitHub Actions'"
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -s f -l folder -d 'Existing folder for the .pb files' -r -F
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -l strict -d 'Treat warnings as errors: nothing is written, exit code 1'
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -s v -l verbose -d 'Say on standard error which settings are used'
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -s q -l quiet -d 'Show no progress'
complete -c serialize -n "__fish_serialize_using_subcommand workflows" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -s k -l pkgs -d 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -s c -l config -d 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise' -r -F
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -s i -l image -d 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -l local-source-root -d 'Folder that packages are imported from [default: the current folder]' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -l python-path -d 'Folder to find modules and packages in: a virtual environment, its site-packages, or a folder of modules; repeatable, or a list with the system\'s separator [default: the active virtual environment, else .venv in or above the source root]' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -l env -l envvars -d 'Environment variable for every container; repeatable, the last of two values for one variable wins' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -l in-container-config-path -d 'Accepted for compatibility; has no effect' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -l in-container-virtualenv-root -d 'Folder of flytekit\'s virtual environment in the container' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -l flytekit-version -d 'The flytekit version that specifications name [default: the environment\'s, else 1.16.31]' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -l python-version -d 'The Python version that code is evaluated for and the default image is chosen by [default: the environment\'s, else 3.11]' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -l format -d 'How to print results (standard output) and diagnostics (standard error) [default: human]' -r -f -a "human\t'For a person'
json\t'One JSON object for the results, one line of JSON for each diagnostic'
github\t'Diagnostics as annotations of GitHub Actions'"
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -l strict -d 'Treat warnings as errors: nothing is written, exit code 1'
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -s v -l verbose -d 'Say on standard error which settings are used'
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -s q -l quiet -d 'Show no progress'
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c serialize -n "__fish_serialize_using_subcommand fast; and not __fish_seen_subcommand_from workflows" -f -a "workflows" -d 'Write one .pb file per task, workflow and launch plan, and the code archive'
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -s k -l pkgs -d 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -s c -l config -d 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise' -r -F
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -s i -l image -d 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l local-source-root -d 'Folder that packages are imported from [default: the current folder]' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l python-path -d 'Folder to find modules and packages in: a virtual environment, its site-packages, or a folder of modules; repeatable, or a list with the system\'s separator [default: the active virtual environment, else .venv in or above the source root]' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l env -l envvars -d 'Environment variable for every container; repeatable, the last of two values for one variable wins' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l in-container-config-path -d 'Accepted for compatibility; has no effect' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l in-container-virtualenv-root -d 'Folder of flytekit\'s virtual environment in the container' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l flytekit-version -d 'The flytekit version that specifications name [default: the environment\'s, else 1.16.31]' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l python-version -d 'The Python version that code is evaluated for and the default image is chosen by [default: the environment\'s, else 3.11]' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l format -d 'How to print results (standard output) and diagnostics (standard error) [default: human]' -r -f -a "human\t'For a person'
json\t'One JSON object for the results, one line of JSON for each diagnostic'
github\t'Diagnostics as annotations of GitHub Actions'"
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -s f -l folder -d 'Existing folder for the .pb files' -r -F
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l max-archive-size -d 'Warn if the code archive is larger, and name its largest files' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l distribution-location -d 'Upload the code archive to this folder or URL, and name its place in the specifications' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l distribution-header -d 'Header for requests to an HTTP server, such as one that a signed URL asks for; repeatable' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l destination-dir -d 'Folder in the container that the code is unpacked in [default: left to registration, but /root with `--distribution-location`]' -r
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l strict -d 'Treat warnings as errors: nothing is written, exit code 1'
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -s v -l verbose -d 'Say on standard error which settings are used'
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -s q -l quiet -d 'Show no progress'
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l deref-symlinks -d 'Put what a symbolic link points to in the code archive, instead of the link'
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l show-files -d 'List the files of the code archive with their sizes; with -v also what is left out, and the rules'
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -l no-cache -d 'Read all files, even if none changed since the last time'
complete -c serialize -n "__fish_serialize_using_subcommand fast; and __fish_seen_subcommand_from workflows" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c serialize -n "__fish_serialize_using_subcommand package" -s k -l pkgs -d 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list' -r
complete -c serialize -n "__fish_serialize_using_subcommand package" -s c -l config -d 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise' -r -F
complete -c serialize -n "__fish_serialize_using_subcommand package" -s i -l image -d 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default' -r
complete -c serialize -n "__fish_serialize_using_subcommand package" -l local-source-root -d 'Folder that packages are imported from [default: the current folder]' -r
complete -c serialize -n "__fish_serialize_using_subcommand package" -l python-path -d 'Folder to find modules and packages in: a virtual environment, its site-packages, or a folder of modules; repeatable, or a list with the system\'s separator [default: the active virtual environment, else .venv in or above the source root]' -r
complete -c serialize -n "__fish_serialize_using_subcommand package" -l env -l envvars -d 'Environment variable for every container; repeatable, the last of two values for one variable wins' -r
complete -c serialize -n "__fish_serialize_using_subcommand package" -l in-container-config-path -d 'Accepted for compatibility; has no effect' -r
complete -c serialize -n "__fish_serialize_using_subcommand package" -l in-container-virtualenv-root -d 'Folder of flytekit\'s virtual environment in the container' -r
complete -c serialize -n "__fish_serialize_using_subcommand package" -l flytekit-version -d 'The flytekit version that specifications name [default: the environment\'s, else 1.16.31]' -r
complete -c serialize -n "__fish_serialize_using_subcommand package" -l python-version -d 'The Python version that code is evaluated for and the default image is chosen by [default: the environment\'s, else 3.11]' -r
complete -c serialize -n "__fish_serialize_using_subcommand package" -l format -d 'How to print results (standard output) and diagnostics (standard error) [default: human]' -r -f -a "human\t'For a person'
json\t'One JSON object for the results, one line of JSON for each diagnostic'
github\t'Diagnostics as annotations of GitHub Actions'"
complete -c serialize -n "__fish_serialize_using_subcommand package" -s s -l source -d 'Source root: the folder that packages are imported from and code is taken from [default: the current folder]' -r -F
complete -c serialize -n "__fish_serialize_using_subcommand package" -s o -l output -d 'The file to write' -r -F
complete -c serialize -n "__fish_serialize_using_subcommand package" -l copy -d 'Which code goes into the package' -r -f -a "all\t'Every file under the source root that no ignore rule leaves out'
auto\t'The modules under the source root that were loaded, whatever the ignore rules say'
none\t'None: images hold the code'"
complete -c serialize -n "__fish_serialize_using_subcommand package" -s p -l python-interpreter -d 'Python interpreter in the container' -r
complete -c serialize -n "__fish_serialize_using_subcommand package" -s d -l in-container-source-path -l destination-dir -d 'Folder in the container that holds the code, or that it is unpacked in' -r
complete -c serialize -n "__fish_serialize_using_subcommand package" -l max-archive-size -d 'Warn if the code archive is larger, and name its largest files' -r
complete -c serialize -n "__fish_serialize_using_subcommand package" -l distribution-location -d 'Upload the code archive to this folder or URL, and name its place in the specifications' -r
complete -c serialize -n "__fish_serialize_using_subcommand package" -l distribution-header -d 'Header for requests to an HTTP server, such as one that a signed URL asks for; repeatable' -r
complete -c serialize -n "__fish_serialize_using_subcommand package" -l strict -d 'Treat warnings as errors: nothing is written, exit code 1'
complete -c serialize -n "__fish_serialize_using_subcommand package" -s v -l verbose -d 'Say on standard error which settings are used'
complete -c serialize -n "__fish_serialize_using_subcommand package" -s q -l quiet -d 'Show no progress'
complete -c serialize -n "__fish_serialize_using_subcommand package" -s f -l force -d 'Replace the file if it exists'
complete -c serialize -n "__fish_serialize_using_subcommand package" -l fast -d 'The same as `--copy all`; deprecated'
complete -c serialize -n "__fish_serialize_using_subcommand package" -l deref-symlinks -d 'Put what a symbolic link points to in the code archive, instead of the link'
complete -c serialize -n "__fish_serialize_using_subcommand package" -l show-files -d 'List the files of the code archive with their sizes; with -v also what is left out, and the rules'
complete -c serialize -n "__fish_serialize_using_subcommand package" -l no-cache -d 'Read all files, even if none changed since the last time'
complete -c serialize -n "__fish_serialize_using_subcommand package" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c serialize -n "__fish_serialize_using_subcommand completions" -s h -l help -d 'Print help'
