
use builtin;
use str;

set edit:completion:arg-completer[serialize] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'serialize'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'serialize'= {
            cand -k 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list'
            cand --pkgs 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list'
            cand -c 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise'
            cand --config 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise'
            cand -i 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default'
            cand --image 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default'
            cand --local-source-root 'Folder that packages are imported from [default: the current folder]'
            cand --env 'Environment variable for every container; repeatable, the last of two values for one variable wins'
            cand --envvars 'Environment variable for every container; repeatable, the last of two values for one variable wins'
            cand --in-container-config-path 'Accepted for compatibility; has no effect'
            cand --in-container-virtualenv-root 'Folder of flytekit''s virtual environment in the container'
            cand --flytekit-version 'The flytekit version that specifications name [default: the active virtual environment''s, else 1.16.31]'
            cand --python-version 'The Python version that code is evaluated for and the default image is chosen by [default: the active virtual environment''s, else 3.11]'
            cand --format 'How to print results (standard output) and diagnostics (standard error) [default: human]'
            cand --strict 'Treat warnings as errors: nothing is written, exit code 1'
            cand -v 'Say on standard error which settings are used'
            cand --verbose 'Say on standard error which settings are used'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand workflows 'Write one .pb file per task, workflow and launch plan'
            cand fast 'The same for fast registration: tasks fetch their code when they start'
            cand completions 'Write a shell''s completion script to standard output'
        }
        &'serialize;workflows'= {
            cand -k 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list'
            cand --pkgs 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list'
            cand -c 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise'
            cand --config 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise'
            cand -i 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default'
            cand --image 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default'
            cand --local-source-root 'Folder that packages are imported from [default: the current folder]'
            cand --env 'Environment variable for every container; repeatable, the last of two values for one variable wins'
            cand --envvars 'Environment variable for every container; repeatable, the last of two values for one variable wins'
            cand --in-container-config-path 'Accepted for compatibility; has no effect'
            cand --in-container-virtualenv-root 'Folder of flytekit''s virtual environment in the container'
            cand --flytekit-version 'The flytekit version that specifications name [default: the active virtual environment''s, else 1.16.31]'
            cand --python-version 'The Python version that code is evaluated for and the default image is chosen by [default: the active virtual environment''s, else 3.11]'
            cand --format 'How to print results (standard output) and diagnostics (standard error) [default: human]'
            cand -f 'Existing folder for the .pb files'
            cand --folder 'Existing folder for the .pb files'
            cand --strict 'Treat warnings as errors: nothing is written, exit code 1'
            cand -v 'Say on standard error which settings are used'
            cand --verbose 'Say on standard error which settings are used'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'serialize;fast'= {
            cand -k 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list'
            cand --pkgs 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list'
            cand -c 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise'
            cand --config 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise'
            cand -i 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default'
            cand --image 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default'
            cand --local-source-root 'Folder that packages are imported from [default: the current folder]'
            cand --env 'Environment variable for every container; repeatable, the last of two values for one variable wins'
            cand --envvars 'Environment variable for every container; repeatable, the last of two values for one variable wins'
            cand --in-container-config-path 'Accepted for compatibility; has no effect'
            cand --in-container-virtualenv-root 'Folder of flytekit''s virtual environment in the container'
            cand --flytekit-version 'The flytekit version that specifications name [default: the active virtual environment''s, else 1.16.31]'
            cand --python-version 'The Python version that code is evaluated for and the default image is chosen by [default: the active virtual environment''s, else 3.11]'
            cand --format 'How to print results (standard output) and diagnostics (standard error) [default: human]'
            cand --strict 'Treat warnings as errors: nothing is written, exit code 1'
            cand -v 'Say on standard error which settings are used'
            cand --verbose 'Say on standard error which settings are used'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand workflows 'Write one .pb file per task, workflow and launch plan'
        }
        &'serialize;fast;workflows'= {
            cand -k 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list'
            cand --pkgs 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list'
            cand -c 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise'
            cand --config 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise'
            cand -i 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default'
            cand --image 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default'
            cand --local-source-root 'Folder that packages are imported from [default: the current folder]'
            cand --env 'Environment variable for every container; repeatable, the last of two values for one variable wins'
            cand --envvars 'Environment variable for every container; repeatable, the last of two values for one variable wins'
            cand --in-container-config-path 'Accepted for compatibility; has no effect'
            cand --in-container-virtualenv-root 'Folder of flytekit''s virtual environment in the container'
            cand --flytekit-version 'The flytekit version that specifications name [default: the active virtual environment''s, else 1.16.31]'
            cand --python-version 'The Python version that code is evaluated for and the default image is chosen by [default: the active virtual environment''s, else 3.11]'
            cand --format 'How to print results (standard output) and diagnostics (standard error) [default: human]'
            cand -f 'Existing folder for the .pb files'
            cand --folder 'Existing folder for the .pb files'
            cand --strict 'Treat warnings as errors: nothing is written, exit code 1'
            cand -v 'Say on standard error which settings are used'
            cand --verbose 'Say on standard error which settings are used'
            cand --deref-symlinks 'Put what a symbolic link points to in the code archive, instead of the link'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'serialize;completions'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
    ]
    $completions[$command]
}
